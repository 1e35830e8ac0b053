import {
  HistorySearchResponse,
  LogSearchRequest,
  SearchLogResponse,
  TaskSearchRequest,
  TaskSearchResponse,
} from './history.ts';

/** The schemas of the searches in logs. */
export const historySchemas = {
  searchHistory: { body: LogSearchRequest, response: HistorySearchResponse },
  searchSearchLog: { body: LogSearchRequest, response: SearchLogResponse },
  searchTasks: { body: TaskSearchRequest, response: TaskSearchResponse },
} as const;
