// Shows the current group and switches to another one, with a search when there are many.
import { useState, type KeyboardEvent } from 'react';
import { Dropdown, Input } from 'antd';
import { Check, ChevronsUpDown } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { t } from '../messages/en';
import { GroupBadge } from '../ui/Avatar';
import { Mark } from '../ui/Mark';
import { usePhone, useRail } from '../ui/media';
import { samePartOf } from './current-group';
import { useMe, type Group } from './me';
import { useOverlay } from './overlays';
import './GroupSwitch.css';

/** From this many groups on a search is quicker than looking. */
const MANY = 8;

export function GroupSwitch({ current }: { current: Group }) {
  const [open, setOpen] = useOverlay('groups');
  const rail = useRail();
  const phone = usePhone();
  return (
    <Dropdown
      open={open}
      onOpenChange={setOpen}
      trigger={['click']}
      placement="bottomLeft"
      popupRender={() => <GroupMenu current={current} close={() => setOpen(false)} />}
    >
      {phone ? (
        <button
          type="button"
          className="plain-button phone-title"
          aria-label={`${t.shell.switchGroup}: ${current.displayName}`}
        >
          <Mark size={24} />
          <span className="trunc">{current.displayName}</span>
          <ChevronsUpDown size={14} aria-hidden />
        </button>
      ) : (
        <button
          type="button"
          className="group-switch"
          aria-label={rail ? `${t.shell.switchGroup}: ${current.displayName}` : undefined}
          title={current.displayName}
        >
          <GroupBadge name={current.displayName} />
          {!rail && (
            <span className="group-switch-text">
              <small>{t.shell.group}</small>
              <span className="trunc">{current.displayName}</span>
            </span>
          )}
          {!rail && <ChevronsUpDown size={14} aria-hidden />}
        </button>
      )}
    </Dropdown>
  );
}

function GroupMenu({ current, close }: { current: Group; close: () => void }) {
  const { groups } = useMe();
  const { pathname } = useLocation();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const shown = groups.filter(({ name, displayName }) => `${name} ${displayName}`.toLocaleLowerCase().includes(wanted));
  return (
    <div className="group-menu" onKeyDown={moveBetweenLinks}>
      {groups.length >= MANY && (
        <Input
          autoFocus
          aria-label={t.shell.findGroup}
          placeholder={t.shell.findGroup}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <ul>
        {shown.map((group) => (
          <li key={group.id}>
            <Link
              to={samePartOf(pathname, group.name)}
              onClick={close}
              aria-current={group.id === current.id ? 'true' : undefined}
              title={group.displayName}
            >
              <GroupBadge name={group.displayName} />
              <span className="cell2 grow">
                <span className="trunc">{group.displayName}</span>
                {group.displayName !== group.name && <span className="sub mono trunc">{group.name}</span>}
              </span>
              {group.id === current.id && <Check size={15} aria-hidden />}
            </Link>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="dim small group-menu-none">{t.shell.noGroupFound}</p>}
    </div>
  );
}

function moveBetweenLinks(event: KeyboardEvent<HTMLDivElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  links[Math.max(0, Math.min(links.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
}
