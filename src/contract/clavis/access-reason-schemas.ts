import {
  AccessDraft,
  AccessExplanation,
  AccessReview,
  ActorGrants,
  DenialList,
  ExplainParameters,
  GrantsParameters,
  Simulation,
  UnusedAccess,
  UnusedParameters,
  WhoCan,
  WhoParameters,
} from './access-reason.ts';

/** The schemas of the operations that give reasons. */
export const accessReasonSchemas = {
  explainAccess: { query: ExplainParameters, response: AccessExplanation },
  listDenials: { response: DenialList },
  simulateAccess: { body: AccessDraft, response: Simulation },
  whoCan: { query: WhoParameters, response: WhoCan },
  listActorGrants: { query: GrantsParameters, response: ActorGrants },
  reviewAccess: { query: GrantsParameters, response: AccessReview },
  findUnusedAccess: { query: UnusedParameters, response: UnusedAccess },
} as const;
