// What the notebook's processes wrote.
import { t } from '../../messages/en';
import { LogTab } from '../workload/LogTab';
import type { NotebookDetail } from './notebook';

export function LogsTab({ notebook: { logEndpoint, phase } }: { notebook: NotebookDetail }) {
  const running = phase === 'Running' || phase === 'Starting' || phase === 'Stopping';
  return <LogTab endpoint={logEndpoint} running={running} emptyText={t.notebooks.noOutput} />;
}
