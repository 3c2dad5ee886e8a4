// Says when the stream of changes is down, so that nobody trusts what is not live.
import { useEffect, useState } from 'react';
import { Tooltip } from 'antd';
import { WifiOff } from 'lucide-react';
import { useLive } from '../api/live';
import { t } from '../messages/en';

/** A restart of the server takes about this long and concerns nobody. */
const QUIET_MS = 3000;

export function LiveMark() {
  const { up } = useLive();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(!up), up ? 0 : QUIET_MS);
    return () => clearTimeout(timer);
  }, [up]);
  return (
    <span role="status">
      {shown && (
        <Tooltip title={t.common.livePaused}>
          <span className="live-mark">
            <WifiOff size={15} aria-hidden />
            <span>{t.common.livePaused}</span>
          </span>
        </Tooltip>
      )}
    </span>
  );
}
