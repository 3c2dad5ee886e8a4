// An address that leads nowhere.
import { Button } from 'antd';
import { MapPinOff } from 'lucide-react';
import { Link } from 'react-router';
import { t } from '../messages/en';
import { EmptyState } from '../ui/EmptyState';
import { usePage } from './page';

export function NotFound() {
  usePage(t.shell.notFoundTitle, '');
  return (
    <section className="panel stand-alone">
      <h1 className="visually-hidden">{t.shell.notFoundTitle}</h1>
      <EmptyState
        large
        tone="idle"
        icon={MapPinOff}
        title={t.shell.notFoundTitle}
        text={t.shell.notFoundText}
        action={
          <Link to="/">
            <Button type="primary">{t.shell.notFoundGo}</Button>
          </Link>
        }
      />
    </section>
  );
}
