// The bell: what the server tells, and the short messages of this tab's last 24 h.
import { useState } from 'react';
import { Badge, Button, Dropdown } from 'antd';
import { Bell as BellIcon, CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { t } from '../messages/en';
import { useNow } from '../api/clock';
import { age } from '../format/time';
import { clearNotices, seeNotices, useNotices, type NoticeTone } from '../ui/notices';
import { toneOf, useNotifications } from './notifications';
import './Bell.css';

const icons = { ok: CircleCheck, warn: TriangleAlert, bad: CircleX };

type Entry = { id: string; tone: NoticeTone; title: string; text: string | null; at: number; link: string | null };

export function Bell() {
  const [open, setOpen] = useState(false);
  const local = useNotices();
  const told = useNotifications();
  const unseen = local.unseen + told.unread;
  const entries = [
    ...told.nodes.map((node) => ({ ...node, tone: toneOf(node), at: Date.parse(node.at) })),
    ...local.notices.map((notice) => ({ ...notice, link: null })),
  ].sort((a, b) => b.at - a.at);
  const show = (next: boolean) => {
    setOpen(next);
    if (next) return;
    seeNotices();
    told.readAll();
  };
  return (
    <Dropdown
      open={open}
      onOpenChange={show}
      trigger={['click']}
      placement="bottomRight"
      classNames={{ root: 'bell-menu' }}
      popupRender={() => <Entries entries={entries} clear={local.notices.length > 0} close={() => show(false)} />}
    >
      <Button
        type="text"
        aria-label={unseen > 0 ? t.shell.noticesNew(unseen) : t.shell.notices}
        icon={
          <Badge dot={unseen > 0} offset={[-2, 3]}>
            <BellIcon size={18} strokeWidth={1.75} />
          </Badge>
        }
      />
    </Dropdown>
  );
}

function Entries({ entries, clear, close }: { entries: Entry[]; clear: boolean; close: () => void }) {
  const now = useNow(60);
  return (
    <section className="notices" aria-label={t.shell.notices}>
      <header className="notices-head">
        <b>{t.shell.notices}</b>
        {clear && (
          <Button size="small" type="text" onClick={clearNotices}>
            {t.shell.clearNotices}
          </Button>
        )}
      </header>
      {entries.length === 0 && <p className="dim small notices-none">{t.shell.noNotices}</p>}
      <ul>
        {entries.map(({ id, tone, title, text, at, link }) => {
          const Icon = icons[tone];
          return (
            <li key={id}>
              <Icon size={16} className={`t-${tone}`} aria-hidden />
              <span className="cell2 grow">
                {link ? (
                  <Link className="row-link" to={link} onClick={close}>
                    {title}
                  </Link>
                ) : (
                  <b>{title}</b>
                )}
                {text && <span className="sub">{text}</span>}
              </span>
              <span className="dim small">{age(at, now)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
