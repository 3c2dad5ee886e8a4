// Too many wrong passwords: counts down to when the next try makes sense.
import { useEffect, useState } from 'react';
import { duration } from '../../format/time';
import { t } from '../../messages/en';
import { Note } from '../../ui/Note';

export function LockedNote({ seconds, over }: { seconds: number; over: () => void }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : over()), 1000);
    return () => clearTimeout(timer);
  }, [left, over]);
  return (
    <Note tone="bad">
      {t.identity.locked} <span aria-hidden>{t.identity.lockedFor(duration(left * 1000))}</span>
    </Note>
  );
}
