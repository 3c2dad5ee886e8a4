// Says that a list changes by itself. While the stream is down nothing is said here; the header does.
import { useLive } from '../api/live';
import { t } from '../messages/en';
import './LiveDot.css';

export function LiveDot() {
  const { up } = useLive();
  if (!up) return null;
  return (
    <span className="live">
      <span className="live-dot" aria-hidden />
      {t.common.live}
    </span>
  );
}
