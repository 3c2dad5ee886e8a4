// The steps of something that takes a while: done, going on, failed, still to come.
import type { ReactNode } from 'react';
import { Check, LoaderCircle, X } from 'lucide-react';
import './StageTimeline.css';

export type StageView = {
  key: string;
  name: string;
  state: 'done' | 'active' | 'failed' | 'waiting' | 'skipped';
  /** "1:02", or "about 0:06" for the future. */
  time?: string;
  /** What is true at this step. */
  children?: ReactNode;
};

const nodes = {
  done: <Check size={14} strokeWidth={2.5} aria-hidden />,
  active: <LoaderCircle size={14} strokeWidth={2.5} className="spin" aria-hidden />,
  failed: <X size={14} strokeWidth={2.5} aria-hidden />,
  waiting: null,
  skipped: null,
};

export function StageTimeline({ stages, words }: { stages: StageView[]; words: Record<StageView['state'], string> }) {
  return (
    <ol className="stages">
      {stages.map(({ key, name, state, time, children }) => (
        <li key={key} className={`stage stage-${state}`} aria-current={state === 'active' ? 'step' : undefined}>
          <span className="stage-node">{nodes[state]}</span>
          <div>
            <div className="stage-name">
              {name}
              <span className="visually-hidden">, {words[state]}</span>
            </div>
            {children}
          </div>
          <span className="stage-time mono num">{time}</span>
        </li>
      ))}
    </ol>
  );
}
