// An address that leads nowhere.
import { MapPinOff } from 'lucide-react';
import { t } from '../messages/en';
import { EmptyState } from '../ui/EmptyState';
import { LinkButton } from '../ui/LinkButton';
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
          <LinkButton to="/" type="primary">
            {t.shell.notFoundGo}
          </LinkButton>
        }
      />
    </section>
  );
}
