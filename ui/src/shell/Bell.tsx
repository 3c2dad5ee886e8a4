// The notifications of the last 24 h.
import { useState } from 'react';
import { Badge, Button, Dropdown } from 'antd';
import { Bell as BellIcon, CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { t } from '../messages/en';
import { useNow } from '../api/clock';
import { age } from '../format/time';
import { clearNotices, seeNotices, useNotices, type Notice } from '../ui/notices';
import './Bell.css';

const icons = { ok: CircleCheck, warn: TriangleAlert, bad: CircleX };

export function Bell() {
  const [open, setOpen] = useState(false);
  const { notices, unseen } = useNotices();
  const show = (next: boolean) => {
    setOpen(next);
    if (!next) seeNotices();
  };
  return (
    <Dropdown
      open={open}
      onOpenChange={show}
      trigger={['click']}
      placement="bottomRight"
      classNames={{ root: 'bell-menu' }}
      popupRender={() => <Notices notices={notices} />}
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

function Notices({ notices }: { notices: Notice[] }) {
  const now = useNow(60);
  return (
    <section className="notices" aria-label={t.shell.notices}>
      <header className="notices-head">
        <b>{t.shell.notices}</b>
        {notices.length > 0 && (
          <Button size="small" type="text" onClick={clearNotices}>
            {t.shell.clearNotices}
          </Button>
        )}
      </header>
      {notices.length === 0 && <p className="dim small notices-none">{t.shell.noNotices}</p>}
      <ul>
        {notices.map((notice) => {
          const Icon = icons[notice.tone];
          return (
            <li key={notice.id}>
              <Icon size={16} className={`t-${notice.tone}`} aria-hidden />
              <span className="cell2 grow">
                <b>{notice.title}</b>
                <span className="sub">{notice.text}</span>
              </span>
              <span className="dim small">{age(notice.at, now)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
