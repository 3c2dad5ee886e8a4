// Asks before a changed form is left, by a link of ours or by closing the tab.
import { useEffect, useRef } from 'react';
import { useBlocker } from 'react-router';
import { t } from '../messages/en';
import { ConfirmDialog } from './ConfirmDialog';

/** `changed` is asked at the moment of leaving: a form that was just saved is not changed any more. */
export function LeaveGuard({ changed }: { changed: () => boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && changed(),
  );
  const leaving = useRef(false);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (changed()) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [changed]);
  return (
    <ConfirmDialog
      open={blocker.state === 'blocked'}
      title={t.common.leaveTitle}
      confirm={t.common.leave}
      keep={t.common.stay}
      onConfirm={() => {
        leaving.current = true;
        blocker.proceed?.();
      }}
      onClose={() => {
        if (!leaving.current) blocker.reset?.();
        leaving.current = false;
      }}
    >
      {t.common.leaveText}
    </ConfirmDialog>
  );
}
