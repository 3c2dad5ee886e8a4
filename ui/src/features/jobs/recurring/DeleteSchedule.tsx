// Asks before a recurring job is deleted.
import { t } from '../../../messages/jobs';
import { ConfirmDialog } from '../../../ui/ConfirmDialog';
import { useLast } from '../../../ui/last';
import { useScheduleActions } from './actions';

type Props = { schedule?: { id: string; displayName: string | null }; close: () => void };

export function DeleteSchedule({ schedule, close }: Props) {
  const last = useLast(schedule);
  const name = last?.displayName ?? '';
  const { remove } = useScheduleActions({ id: last?.id ?? '', name });
  return (
    <ConfirmDialog
      open={Boolean(schedule)}
      title={t.recurring.removeTitle(name)}
      confirm={t.recurring.remove}
      keep={t.recurring.keep}
      onConfirm={remove}
      onClose={close}
    >
      {t.recurring.removeText}
    </ConfirmDialog>
  );
}
