// The line above the page: breadcrumb, search, notifications, help, account. On phones the group or the way back.
import { Button, Tooltip } from 'antd';
import { ArrowLeft, CircleHelp, Search } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import { t } from '../messages/en';
import { Kbd } from '../ui/Kbd';
import { usePhone } from '../ui/media';
import { AccountMenu } from './AccountMenu';
import { Bell } from './Bell';
import { GroupSwitch } from './GroupSwitch';
import { LiveMark } from './LiveMark';
import type { Group } from './me';
import { MoreDrawer } from './MoreDrawer';
import { showOverlay } from './overlays';
import { useShownPage } from './page';
import './Header.css';

type Props = { scope: string; scopeTo?: string; group?: Group; sidebar: ReactNode };

export function Header({ scope, scopeTo, group, sidebar }: Props) {
  const phone = usePhone();
  return (
    <header className="header">
      {phone ? (
        <PhoneTitle scope={scope} group={group} sidebar={sidebar} />
      ) : (
        <Breadcrumb scope={scope} scopeTo={scopeTo} />
      )}
      <LiveMark />
      {phone ? (
        <Button
          type="text"
          icon={<Search size={20} strokeWidth={1.75} />}
          aria-label={t.shell.searchOrRun}
          onClick={() => showOverlay('palette')}
        />
      ) : (
        <button type="button" className="search-open" onClick={() => showOverlay('palette')}>
          <Search size={15} aria-hidden />
          <span>{t.shell.searchOrRun}</span>
          <Kbd>{isMac() ? '⌘ K' : 'Ctrl K'}</Kbd>
        </button>
      )}
      <Bell />
      {!phone && (
        <Tooltip title={t.shell.help}>
          <Button
            type="text"
            aria-label={t.shell.help}
            icon={<CircleHelp size={18} strokeWidth={1.75} />}
            onClick={() => showOverlay('keys')}
          />
        </Tooltip>
      )}
      <AccountMenu />
    </header>
  );
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

function Breadcrumb({ scope, scopeTo }: { scope: string; scopeTo?: string }) {
  const { title, parents } = useShownPage();
  const above = scopeTo ? [{ title: scope, to: scopeTo }, ...parents] : parents;
  return (
    <nav className="crumbs" aria-label={t.shell.breadcrumb}>
      {!scopeTo && <span className="trunc">{scope}</span>}
      {!scopeTo && title && <i aria-hidden>/</i>}
      {above.map((crumb) => (
        <Fragment key={crumb.to}>
          <Link to={crumb.to} className="trunc">
            {crumb.title}
          </Link>
          <i aria-hidden>/</i>
        </Fragment>
      ))}
      {title && (
        <span className="here trunc" aria-current="page" title={title}>
          {title}
        </span>
      )}
    </nav>
  );
}

function PhoneTitle({ scope, group, sidebar }: { scope: string; group?: Group; sidebar: ReactNode }) {
  const { parents } = useShownPage();
  const parent = parents.at(-1);
  if (parent) {
    return (
      <Link to={parent.to} className="phone-title">
        <ArrowLeft size={20} aria-hidden />
        <span className="trunc">{parent.title}</span>
      </Link>
    );
  }
  if (group) return <GroupSwitch current={group} />;
  return (
    <span className="phone-title">
      {sidebar && <MoreDrawer>{sidebar}</MoreDrawer>}
      <span className="trunc">{scope}</span>
    </span>
  );
}
