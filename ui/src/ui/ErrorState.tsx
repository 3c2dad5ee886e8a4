// A panel whose data could not be loaded: what happened, the code, and a retry that counts down by itself.
import { useEffect, useState } from 'react';
import { Button } from 'antd';
import { CloudOff } from 'lucide-react';
import { asApiError } from '../api/errors';
import { t } from '../messages/en';
import { EmptyState } from './EmptyState';

const RETRY_SECONDS = 10;

type Props = { error: unknown; what: string; retry: () => void };

export function ErrorState({ error, what, retry }: Props) {
  const { message, code, details } = asApiError(error);
  // Only a server that is away comes back by waiting; a refusal is asked again only when somebody wants it.
  const waits = code === 'SERVER_UNREACHABLE' || /^HTTP_5/.test(code) || code === 'INTERNAL_SERVER_ERROR';
  return (
    <EmptyState
      icon={CloudOff}
      tone="bad"
      title={t.errors.couldNotLoad(what)}
      text={
        <>
          {message} {waits && <Countdown retry={retry} />} <span className="mono">{code}</span>
          {details.requestId && <span className="mono"> {details.requestId}</span>}
        </>
      }
      action={
        <Button size="small" onClick={retry}>
          {t.errors.tryNow}
        </Button>
      }
    />
  );
}

function Countdown({ retry }: { retry: () => void }) {
  const [seconds, setSeconds] = useState(RETRY_SECONDS);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (seconds > 1) return setSeconds(seconds - 1);
      setSeconds(RETRY_SECONDS);
      retry();
    }, 1000);
    return () => clearTimeout(timer);
  }, [seconds, retry]);
  return <span aria-hidden>{t.errors.retryIn(seconds)}</span>;
}
