// The frame of the admin portal.
import { Lock } from 'lucide-react';
import { Outlet } from 'react-router';
import { t } from '../messages/en';
import { EmptyState } from '../ui/EmptyState';
import { AdminSidebar } from './AdminSidebar';
import { Frame } from './Frame';
import { useMe } from './me';

export function AdminFrame() {
  const { isAdmin } = useMe();
  if (!isAdmin) {
    return (
      <Frame sidebar={null} scope={t.shell.administration}>
        <section className="panel">
          <h1 className="visually-hidden">{t.shell.forbiddenTitle}</h1>
          <EmptyState large tone="idle" icon={Lock} title={t.shell.forbiddenTitle} text={t.shell.forbiddenText} />
        </section>
      </Frame>
    );
  }
  return (
    <Frame sidebar={<AdminSidebar />} scope={t.shell.administration}>
      <Outlet />
    </Frame>
  );
}
