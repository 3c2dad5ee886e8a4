// The phases of a notebook in the order they are offered, and what can be done in them.
import type { NotebookPhase } from '../../api/generated/graphql';

export const PHASES: NotebookPhase[] = ['Running', 'Starting', 'Queued', 'Stopping', 'Stopped', 'Failed'];

export const canStop = (phase: NotebookPhase) => phase === 'Running' || phase === 'Starting' || phase === 'Queued';
