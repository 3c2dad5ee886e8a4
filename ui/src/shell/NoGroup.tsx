// Somebody who is in no group: says who can change that. The live stream brings the portal as soon as it is done.
import { Boxes } from 'lucide-react';
import { t } from '../messages/en';
import { EmptyState } from '../ui/EmptyState';
import { LinkButton } from '../ui/LinkButton';
import { Frame } from './Frame';
import { useMe } from './me';
import { usePage } from './page';

export function NoGroup() {
  const { username, isAdmin } = useMe();
  usePage(t.shell.noGroupTitle, '');
  return (
    <Frame sidebar={null} scope={t.common.product}>
      <h1 className="visually-hidden">{t.shell.noGroupTitle}</h1>
      <section className="panel">
        <EmptyState
          large
          icon={Boxes}
          title={t.shell.noGroupTitle}
          text={t.shell.noGroupText(username)}
          action={
            isAdmin && (
              <LinkButton to="/admin/groups" type="primary">
                {t.shell.noGroupAdmin}
              </LinkButton>
            )
          }
        />
      </section>
    </Frame>
  );
}
