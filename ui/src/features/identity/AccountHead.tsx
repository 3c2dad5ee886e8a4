// The head of the account pages, with the tabs between them.
import type { ReactNode } from 'react';
import { useLocation } from 'react-router';
import { t } from '../../messages/en';
import { useMe } from '../../shell/me';
import { LinkTabs } from '../../ui/LinkTabs';
import { PageHead } from '../../ui/PageHead';

const pages = [
  ['/account/profile', t.shell.profile],
  ['/account/password', t.identity.passwordTitle],
  ['/account/sessions', t.identity.sessionsTitle],
  ['/account/api-tokens', t.identity.tokensTitle],
] as const;

export function AccountHead({ title, sub, actions }: { title: string; sub: string; actions?: ReactNode }) {
  const { pathname } = useLocation();
  const { groups } = useMe();
  // A token belongs to the work in a group.
  const shown = pages.filter(([to]) => groups.length > 0 || to !== '/account/api-tokens');
  return (
    <>
      <PageHead title={title} sub={sub} actions={actions} />
      <LinkTabs
        label={t.identity.sections}
        tabs={shown.map(([to, label]) => ({ to, label, current: to === pathname }))}
      />
    </>
  );
}
