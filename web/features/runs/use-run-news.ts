import { useEffect, useState } from 'react';
import { followRun, type RunNews } from './follow-run.ts';

const nothing: RunNews = { progress: null, steps: [], lines: [] };

/** What happens in a run as it happens. `isBroken` when there is no stream, and the run is to be asked for again and again. */
export function useRunNews(runName: string): RunNews & { isBroken: boolean } {
  const [news, setNews] = useState(nothing);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    followRun({ runName, signal: leaving.signal, show: setNews }).catch(() => {
      // Whatever it was, asking will show it.
      if (!leaving.signal.aborted) setIsBroken(true);
    });
    return () => leaving.abort();
  }, [runName]);
  return { ...news, isBroken };
}
