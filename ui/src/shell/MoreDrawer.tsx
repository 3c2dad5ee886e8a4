// On phones: the drawer with what does not fit the tab bar, and the admin portal's menu.
import { useState, type ReactNode } from 'react';
import { Button, Drawer } from 'antd';
import { Boxes, CircleHelp, Database, KeyRound, Menu, MoreHorizontal, Settings2, User } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { t } from '../messages/en';
import { useAuth } from './auth-context';
import { groupPath } from './current-group';
import { useMe, type Group } from './me';
import { showOverlay } from './overlays';

/** Open at one address only, so that going elsewhere closes it. */
function useDrawer() {
  const [openAt, setOpenAt] = useState<string>();
  const { pathname } = useLocation();
  return [openAt === pathname, (open: boolean) => setOpenAt(open ? pathname : undefined)] as const;
}

/** The admin portal's menu, behind a button. */
export function MoreDrawer({ children }: { children: ReactNode }) {
  const [open, setOpen] = useDrawer();
  return (
    <>
      <Button
        type="text"
        icon={<Menu size={20} strokeWidth={1.75} />}
        aria-label={t.shell.main}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        size={264}
        title={t.shell.administration}
        styles={{ body: { padding: 0 } }}
      >
        <div className="drawer-nav">{children}</div>
      </Drawer>
    </>
  );
}

export function MoreTab({ group }: { group: Group }) {
  const [open, setOpen] = useDrawer();
  const { isAdmin, groups } = useMe();
  const { version } = useAuth();
  return (
    <>
      <button type="button" className="plain-button" aria-expanded={open} onClick={() => setOpen(true)}>
        <MoreHorizontal size={20} strokeWidth={1.75} aria-hidden />
        <span>{t.shell.more}</span>
      </button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="default"
        title={t.shell.more}
        styles={{ body: { padding: '8px 0' }, wrapper: { height: 'auto' } }}
      >
        <nav className="drawer-links" aria-label={t.shell.more}>
          {groups.length > 1 && (
            <button type="button" className="plain-button" onClick={() => (setOpen(false), showOverlay('groups'))}>
              <Boxes size={18} strokeWidth={1.75} aria-hidden />
              {t.shell.switchGroup}
            </button>
          )}
          <Link to={groupPath(group, 'datasets')}>
            <Database size={18} strokeWidth={1.75} aria-hidden />
            {t.shell.datasets}
          </Link>
          <Link to="/account/profile">
            <User size={18} strokeWidth={1.75} aria-hidden />
            {t.shell.profile}
          </Link>
          <Link to="/account/api-tokens">
            <KeyRound size={18} strokeWidth={1.75} aria-hidden />
            {t.shell.apiTokens}
          </Link>
          {isAdmin && (
            <Link to="/admin">
              <Settings2 size={18} strokeWidth={1.75} aria-hidden />
              {t.shell.adminPortal}
            </Link>
          )}
          <button type="button" className="plain-button" onClick={() => (setOpen(false), showOverlay('keys'))}>
            <CircleHelp size={18} strokeWidth={1.75} aria-hidden />
            {t.shell.help}
          </button>
        </nav>
        <div className="drawer-foot dim small">{t.shell.version(version)}</div>
      </Drawer>
    </>
  );
}
