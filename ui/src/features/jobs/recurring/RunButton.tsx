// Runs a recurring job now, under the name of whoever presses it.
import { Button } from 'antd';
import { Play } from 'lucide-react';
import { t } from '../../../messages/jobs';
import { useScheduleActions } from './actions';

type Props = {
  schedule: { id: string; displayName: string | null; invalid: boolean | null; message: string | null };
  /** The page's main action rather than a row's. */
  large?: boolean;
};

export function RunButton({ schedule: { id, displayName, invalid, message }, large }: Props) {
  const name = displayName ?? id;
  const { run, running } = useScheduleActions({ id, name });
  const look = large
    ? { type: 'primary' as const }
    : { size: 'small' as const, color: 'primary' as const, variant: 'filled' as const };
  return (
    <Button
      {...look}
      icon={<Play size={large ? 14 : 12} aria-hidden />}
      aria-label={large ? undefined : t.recurring.runOf(name)}
      title={invalid ? t.recurring.cannotRun(message ?? '') : undefined}
      disabled={invalid ?? false}
      loading={running}
      onClick={run}
    >
      {t.recurring.run}
    </Button>
  );
}
