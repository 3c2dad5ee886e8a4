// The two lines that say what a notebook does now and why.
import type { NotebookPhase, StageName, StageState } from '../../api/generated/graphql';
import { clock, duration, momentInSentence } from '../../format/time';
import { percent } from '../../format/units';
import { t } from '../../messages/en';

export type LinesInput = {
  phase: NotebookPhase;
  reason: string | null;
  startedAt: string | null;
  stoppedAt: string | null;
  idleness: {
    keptAliveBy: { text: string }[];
    idleSince: string | null;
    stopsAt: string | null;
    warning: boolean;
    extendedUntil: string | null;
  } | null;
  launch: {
    requestedAt: string;
    estimateSeconds: number | null;
    queuePosition: number | null;
    stages: { name: StageName; state: StageState; percent: number | null }[];
    failure: { message: string } | null;
  } | null;
};

export type Lines = { first: string; second?: string; tone?: 'warn' | 'bad'; percent?: number };

export function notebookLines(notebook: LinesInput, now: number): Lines {
  switch (notebook.phase) {
    case 'Running':
      return running(notebook, now);
    case 'Queued':
    case 'Starting':
      return starting(notebook);
    case 'Stopping':
      return { first: t.notebooks.stoppingNow, second: notebook.reason ?? undefined };
    case 'Failed':
      return failed(notebook, now);
    case 'Stopped':
      return {
        first: notebook.stoppedAt
          ? t.notebooks.stopped(momentInSentence(notebook.stoppedAt, now))
          : t.notebooks.notStarted,
        second: notebook.reason ?? undefined,
      };
  }
}

function running({ startedAt, idleness }: LinesInput, now: number): Lines {
  const since = startedAt
    ? t.notebooks.started(clock(startedAt), duration(now - Date.parse(startedAt)))
    : t.notebooks.phase.Running;
  if (!idleness) return { first: since };
  const { keptAliveBy, idleSince, stopsAt, warning, extendedUntil } = idleness;
  if (keptAliveBy.length > 0)
    return { first: since, second: t.notebooks.keptAliveBy(keptAliveBy.map(({ text }) => text).join(', ')) };
  if (!stopsAt) return { first: since, second: idleSince ? t.notebooks.idleSince(clock(idleSince)) : undefined };
  const first = idleSince ? t.notebooks.idleStopsAt(clock(idleSince), clock(stopsAt)) : since;
  if (warning) return { first, second: t.notebooks.stopsIn(duration(Date.parse(stopsAt) - now)), tone: 'warn' };
  return { first, second: extendedUntil ? t.notebooks.extendedUntil(clock(extendedUntil)) : undefined };
}

function starting({ launch, reason }: LinesInput): Lines {
  const stage = launch?.stages.find(({ state }) => state === 'active');
  const usually = launch?.estimateSeconds
    ? t.notebooks.usuallyReady(duration(launch.estimateSeconds * 1000))
    : undefined;
  if (!stage || stage.name === 'queued') {
    const first = launch?.queuePosition ? t.notebooks.queuedAt(launch.queuePosition) : t.notebooks.phase.Queued;
    return { first, second: reason ?? usually };
  }
  if (stage.percent === null) return { first: t.notebooks.stages[stage.name], second: usually };
  return {
    first: t.notebooks.stageWithPercent(t.notebooks.stages[stage.name], percent(stage.percent)),
    second: usually,
    percent: stage.percent,
  };
}

function failed({ launch, reason, stoppedAt }: LinesInput, now: number): Lines {
  const stage = launch?.stages.find(({ state }) => state === 'failed')?.name;
  const when = momentInSentence(stoppedAt ?? launch?.requestedAt ?? new Date(now).toISOString(), now);
  return {
    first: stage ? t.notebooks.failedWhile(when, t.notebooks.whileStage[stage]) : t.notebooks.stopped(when),
    second: launch?.failure?.message ?? reason ?? undefined,
    tone: 'bad',
  };
}
