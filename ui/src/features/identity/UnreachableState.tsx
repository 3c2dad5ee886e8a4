// The server did not answer at first load, so there is nothing else to show.
import { useEffect, useState } from 'react';
import { Button } from 'antd';
import { CloudOff } from 'lucide-react';
import type { ApiError } from '../../api/errors';
import { t } from '../../messages/en';
import { EmptyState } from '../../ui/EmptyState';

const RETRY_SECONDS = 5;

export function UnreachableState({ error, retry }: { error: ApiError; retry: () => void }) {
  const [seconds, setSeconds] = useState(RETRY_SECONDS);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (seconds > 1) return setSeconds(seconds - 1);
      setSeconds(RETRY_SECONDS);
      retry();
    }, 1000);
    return () => clearTimeout(timer);
  }, [seconds, retry]);
  return (
    <main className="panel stand-alone">
      <h1 className="visually-hidden">{t.shell.unreachableTitle}</h1>
      <EmptyState
        large
        tone="bad"
        icon={CloudOff}
        title={t.shell.unreachableTitle}
        text={
          <>
            {t.shell.unreachableText} <span aria-hidden>{t.errors.retryIn(seconds)}</span>{' '}
            <span className="mono">{error.code}</span>
          </>
        }
        action={
          <Button type="primary" onClick={retry}>
            {t.errors.tryNow}
          </Button>
        }
      />
    </main>
  );
}
