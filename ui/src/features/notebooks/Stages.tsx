// The stages of a start as the timeline shows them.
import { useNow } from '../../api/clock';
import { duration, ticking } from '../../format/time';
import { bytes, bytesOf, percent } from '../../format/units';
import { t } from '../../messages/en';
import { ProgressBar } from '../../ui/ProgressBar';
import { StageTimeline, type StageView } from '../../ui/StageTimeline';
import type { NotebookStage } from './notebook';

const words = {
  done: t.notebooks.stageStates.done,
  active: t.notebooks.stageStates.active,
  failed: t.notebooks.stageStates.failed,
  waiting: t.notebooks.stageStates.waiting,
  skipped: t.notebooks.stageStates.skipped,
};

export function Stages({ stages }: { stages: readonly NotebookStage[] }) {
  const now = useNow();
  return <StageTimeline words={words} stages={stages.map((stage, i) => toView(stage, stages.slice(i + 1), now))} />;
}

function toView(stage: NotebookStage, later: NotebookStage[], now: number): StageView {
  const { name, state, detail } = stage;
  // An image that is on the machine needs no pull; after a failure a skipped stage was simply not reached.
  const unneeded = state === 'skipped' && later.some((next) => next.state === 'done' || next.state === 'active');
  return {
    key: name,
    name: t.notebooks.stages[name],
    state: unneeded ? 'done' : state,
    time: unneeded ? unneededBecause(name) : name === 'ready' ? undefined : timeOf(stage, now),
    children: (
      <>
        {detail && <div className="stage-note">{detail}</div>}
        {name === 'pulling' && state === 'active' && <Pull stage={stage} now={now} />}
      </>
    ),
  };
}

const unneededBecause = (name: NotebookStage['name']) =>
  name === 'pulling' ? t.notebooks.alreadyHere : t.notebooks.notNeeded;

function timeOf({ state, startedAt, finishedAt, estimateSeconds }: NotebookStage, now: number): string | undefined {
  if (startedAt && finishedAt) return ticking(Date.parse(finishedAt) - Date.parse(startedAt));
  if (state === 'active' && startedAt) return ticking(now - Date.parse(startedAt));
  if (state === 'waiting' && estimateSeconds) return t.notebooks.aboutTime(ticking(estimateSeconds * 1000));
  return undefined;
}

/** Per cent, bytes, rate and time left; without figures from the registry it says that there are none. */
function Pull({
  stage: { percent: value, doneBytes, totalBytes, startedAt },
  now,
}: {
  stage: NotebookStage;
  now: number;
}) {
  if (value === null) return <div className="stage-note">{t.notebooks.noPercent}</div>;
  const seconds = startedAt ? (now - Date.parse(startedAt)) / 1000 : 0;
  const rate = doneBytes && seconds >= 2 ? doneBytes / seconds : undefined;
  const left = rate && totalBytes && doneBytes ? (totalBytes - doneBytes) / rate : undefined;
  const speed = [rate && t.notebooks.rate(bytes(rate)), left && t.notebooks.timeLeft(duration(left * 1000))];
  return (
    <>
      <ProgressBar percent={value} label={t.notebooks.stages.pulling} />
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
