// Somebody who is in no group: says who can change that. The live stream brings the portal as soon as it is done.
import { lazy, Suspense } from 'react';
import { Boxes } from 'lucide-react';
import { t } from '../messages/en';
import { EmptyState } from '../ui/EmptyState';
import { LinkButton } from '../ui/LinkButton';
import { Frame } from './Frame';
import { useMe } from './me';
import { usePage } from './page';

const FirstGroup = lazy(async () => ({ default: (await import('../features/home/FirstGroup')).FirstGroup }));

export function NoGroup() {
  const { username, isAdmin } = useMe();
  usePage(t.shell.noGroupTitle, '');
  return (
    <Frame sidebar={null} scope={t.common.product}>
      <h1 className="visually-hidden">{t.shell.noGroupTitle}</h1>
      <div className="stand-alone stack">
        <section className="panel">
          <EmptyState
            large={!isAdmin}
            icon={Boxes}
            title={t.shell.noGroupTitle}
            text={isAdmin ? t.shell.noGroupTextAdmin : t.shell.noGroupText(username)}
            action={isAdmin && <LinkButton to="/admin/groups">{t.shell.noGroupAdmin}</LinkButton>}
          />
        </section>
        <Suspense fallback={null}>{isAdmin && <FirstGroup />}</Suspense>
      </div>
    </Frame>
  );
}
