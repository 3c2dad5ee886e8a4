// What else can be done with a recurring job, behind its three dots.
import { PencilLine, Trash2 } from 'lucide-react';
import { useNavigate } from 'react-router';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { RowMenu, type RowAction } from '../../../ui/RowMenu';

type Props = {
  schedule: { id: string; displayName: string | null };
  remove: () => void;
  /** The page has a button to edit of its own. */
  onPage?: boolean;
};

export function ScheduleMenu({ schedule: { id, displayName }, remove, onPage }: Props) {
  const group = useGroup();
  const navigate = useNavigate();
  const edit: RowAction = {
    key: 'edit',
    label: t.recurring.edit,
    icon: PencilLine,
    onClick: () => void navigate(groupPath(group, `jobs/recurring/${id}/edit`)),
  };
  return (
    <RowMenu
      name={displayName ?? id}
      onPage={onPage}
      actions={[
        ...(onPage ? [] : [edit]),
        { key: 'delete', label: t.recurring.remove, icon: Trash2, danger: true, onClick: remove },
      ]}
    />
  );
}
