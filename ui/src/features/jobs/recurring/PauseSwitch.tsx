// Puts a recurring job on or off. Its runs that have started go on.
import { Switch, Tooltip } from 'antd';
import { t } from '../../../messages/jobs';
import { useScheduleActions } from './actions';

type Props = {
  schedule: { id: string; displayName: string | null; paused: boolean; recurrence: { type: string | null } | null };
  named?: boolean;
};

/** `named`: with the word for its position beside it. */
export function PauseSwitch({ schedule: { id, displayName, paused, recurrence }, named }: Props) {
  const name = displayName ?? id;
  const { setPaused, changing } = useScheduleActions({ id, name });
  const onDemand = recurrence?.type === 'inactive';
  const toggle = (
    <Tooltip title={onDemand ? t.recurring.typeNotes.inactive : paused ? t.recurring.paused : t.recurring.onTitle}>
      <Switch
        size="small"
        aria-label={t.recurring.pause(name)}
        checked={!paused && !onDemand}
        disabled={onDemand}
        loading={changing}
        onChange={(on) => setPaused(!on)}
      />
    </Tooltip>
  );
  if (!named) return toggle;
  return (
    <>
      <span className="dim2" aria-hidden>
        {paused ? t.recurring.paused : t.recurring.on}
      </span>
      {toggle}
    </>
  );
}
