// A state as icon, word and colour, always the three together.
import type { ReactNode } from 'react';
import {
  Ban,
  CircleCheck,
  CircleStop,
  CircleX,
  Clock3,
  LoaderCircle,
  Play,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { t } from '../messages/en';
import './Status.css';

export type StatusKind =
  | 'running'
  | 'ready'
  | 'succeeded'
  | 'starting'
  | 'stopping'
  | 'queued'
  | 'failed'
  | 'cancelled'
  | 'stopped'
  | 'warning';

export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'idle';

const looks: Record<StatusKind, [Tone, LucideIcon]> = {
  running: ['ok', Play],
  ready: ['ok', CircleCheck],
  succeeded: ['ok', CircleCheck],
  starting: ['info', LoaderCircle],
  stopping: ['idle', LoaderCircle],
  queued: ['idle', Clock3],
  failed: ['bad', CircleX],
  cancelled: ['idle', Ban],
  stopped: ['idle', CircleStop],
  warning: ['warn', TriangleAlert],
};

type Props = {
  kind: StatusKind;
  /** Replaces the usual word, for example "Running for 2:14:37". */
  children?: ReactNode;
  chip?: boolean;
  /** For narrow side lists: the word is only told to screen readers. */
  iconOnly?: boolean;
};

export function Status({ kind, children, chip, iconOnly }: Props) {
  const [tone, Icon] = looks[kind];
  const turns = kind === 'starting' || kind === 'stopping';
  const word = t.common.status[kind];
  return (
    <span
      className={`status t-${tone}${chip ? ' chip' : ''}`}
      role={iconOnly ? 'img' : undefined}
      aria-label={iconOnly ? word : undefined}
    >
      <Icon
        size={14}
        strokeWidth={2.25}
        aria-hidden
        className={turns ? 'spin' : undefined}
        fill={kind === 'running' ? 'currentColor' : 'none'}
      />
      {!iconOnly && <span>{children ?? word}</span>}
    </span>
  );
}
