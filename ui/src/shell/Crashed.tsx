// A page whose code failed, or whose file is gone because the server was updated meanwhile.
import { Button } from 'antd';
import { Bug } from 'lucide-react';
import { useRouteError } from 'react-router';
import { t } from '../messages/en';
import { EmptyState } from '../ui/EmptyState';

export function Crashed() {
  const error = useRouteError();
  const text = error instanceof Error ? error.message : String(error);
  return (
    <section className="panel stand-alone" role="alert">
      <EmptyState
        large
        tone="bad"
        icon={Bug}
        title={t.errors.crashed}
        text={
          <>
            {t.errors.crashedHint} <span className="mono">{text}</span>
          </>
        }
        action={
          <Button type="primary" onClick={() => location.reload()}>
            {t.errors.reload}
          </Button>
        }
      />
    </section>
  );
}
