// How the phase of a notebook is drawn, and what can be done in it.
import type { NotebookPhase } from '../../api/generated/graphql';
import type { StatusKind } from '../../ui/Status';

export const phaseKind: Record<NotebookPhase, StatusKind> = {
  Running: 'running',
  Starting: 'starting',
  Queued: 'queued',
  Stopping: 'stopping',
  Stopped: 'stopped',
  Failed: 'failed',
};

export const PHASES: NotebookPhase[] = ['Running', 'Starting', 'Queued', 'Stopping', 'Stopped', 'Failed'];

export const canStop = (phase: NotebookPhase) => phase === 'Running' || phase === 'Starting' || phase === 'Queued';
