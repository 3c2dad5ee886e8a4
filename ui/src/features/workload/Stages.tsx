// The stages of a start as the timeline shows them.
import { useNow } from '../../api/clock';
import type { StageName, StageState } from '../../api/generated/graphql';
import { duration, ticking } from '../../format/time';
import { bytes, bytesOf, percent } from '../../format/units';
import { t } from '../../messages/en';
import { ProgressBar } from '../../ui/ProgressBar';
import { StageTimeline, type StageView } from '../../ui/StageTimeline';

const words = {
  done: t.workload.stageStates.done,
  active: t.workload.stageStates.active,
  failed: t.workload.stageStates.failed,
  waiting: t.workload.stageStates.waiting,
  skipped: t.workload.stageStates.skipped,
};

export type Stage = {
  name: StageName;
  state: StageState;
  startedAt: string | null;
  finishedAt: string | null;
  percent: number | null;
  doneBytes: number | null;
  totalBytes: number | null;
  detail: string | null;
  estimateSeconds: number | null;
};

type Names = Record<StageName, string>;

export function Stages({ stages, names }: { stages: readonly Stage[]; names: Names }) {
  const now = useNow();
  return (
    <StageTimeline words={words} stages={stages.map((stage, i) => toView(stage, stages.slice(i + 1), names, now))} />
  );
}

function toView(stage: Stage, later: Stage[], names: Names, now: number): StageView {
  const { name, state, detail } = stage;
  // An image that is on the machine needs no pull; after a failure a skipped stage was simply not reached.
  const unneeded = state === 'skipped' && later.some((next) => next.state === 'done' || next.state === 'active');
  return {
    key: name,
    name: names[name],
    state: unneeded ? 'done' : state,
    time: unneeded ? unneededBecause(name) : name === 'ready' ? undefined : timeOf(stage, now),
    children: (
      <>
        {detail && <div className="stage-note">{detail}</div>}
        {name === 'pulling' && state === 'active' && <Pull stage={stage} label={names.pulling} now={now} />}
      </>
    ),
  };
}

const unneededBecause = (name: StageName) => (name === 'pulling' ? t.workload.alreadyHere : t.workload.notNeeded);

function timeOf({ state, startedAt, finishedAt, estimateSeconds }: Stage, now: number): string | undefined {
  if (startedAt && finishedAt) return ticking(Date.parse(finishedAt) - Date.parse(startedAt));
  if (state === 'active' && startedAt) return ticking(now - Date.parse(startedAt));
  if (state === 'waiting' && estimateSeconds) return t.workload.aboutTime(ticking(estimateSeconds * 1000));
  return undefined;
}

/** Per cent, bytes, rate and time left; without figures from the registry it says that there are none. */
function Pull({
  stage: { percent: value, doneBytes, totalBytes, startedAt },
  label,
  now,
}: {
  stage: Stage;
  label: string;
  now: number;
}) {
  if (value === null) return <div className="stage-note">{t.workload.noPercent}</div>;
  const seconds = startedAt ? (now - Date.parse(startedAt)) / 1000 : 0;
  const rate = doneBytes && seconds >= 2 ? doneBytes / seconds : undefined;
  const left = rate && totalBytes && doneBytes ? (totalBytes - doneBytes) / rate : undefined;
  const speed = [rate && t.workload.rate(bytes(rate)), left && t.workload.timeLeft(duration(left * 1000))];
  return (
    <>
      <ProgressBar percent={value} label={label} />
      <div className="stage-figures num">
        <span>
          <b className="strong">{percent(value)}</b>{' '}
          <span className="dim2">{doneBytes && totalBytes ? bytesOf(doneBytes, totalBytes) : ''}</span>
        </span>
        <span className="dim2">{speed.filter(Boolean).join(', ')}</span>
      </div>
    </>
  );
}
