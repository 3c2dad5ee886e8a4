// Narrows the list of notebooks to a state, with the count of each.
import { Segmented } from 'antd';
import type { NotebookPhase } from '../../api/generated/graphql';
import { t } from '../../messages/admin';
import type { ListState } from '../../ui/list-state';
import { PHASES } from './phase';

type Count = { phase: NotebookPhase; count: number };

type Props = { list: ListState; phase?: NotebookPhase; counts: readonly Count[] };

export function PhaseFilter({ list, phase, counts }: Props) {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const of = (name: NotebookPhase) => counts.find((count) => count.phase === name)?.count ?? 0;
  const shown = PHASES.filter((name) => of(name) > 0 || name === phase);
  return (
    <Segmented<string>
      aria-label={t.notebooksAdmin.phases}
      value={phase ?? ''}
      onChange={(next) => list.setFilter('phase', next || undefined)}
      options={[
        { value: '', label: t.notebooksAdmin.all(all) },
        ...shown.map((name) => ({
          value: name,
          label: t.notebooksAdmin.phase(t.notebooks.phase[name], of(name)),
        })),
      ]}
    />
  );
}
