// The menu behind the three dots of a row: what else can be done with it.
import { Button, Dropdown } from 'antd';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import { t } from '../messages/en';

export type RowAction = {
  key: string;
  label: string;
  icon?: LucideIcon;
  danger?: boolean;
  /** The action exists but cannot be done now; says why. */
  disabledBecause?: string;
  onClick: () => void;
};

/** `onPage`: beside the buttons of a page's head instead of in a row. */
export function RowMenu({ name, actions, onPage }: { name: string; actions: RowAction[]; onPage?: boolean }) {
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: actions.map(({ key, label, icon: Icon, danger, disabledBecause, onClick }) => ({
          key,
          danger,
          disabled: Boolean(disabledBecause),
          icon: Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />,
          label: disabledBecause ? (
            <span className="cell2">
              {label}
              <span className="sub">{disabledBecause}</span>
            </span>
          ) : (
            label
          ),
          onClick: ({ domEvent }) => {
            domEvent.stopPropagation();
            onClick();
          },
        })),
      }}
    >
      <Button
        className={onPage ? 'icon-only' : undefined}
        type={onPage ? 'default' : 'text'}
        size={onPage ? undefined : 'small'}
        aria-haspopup="menu"
        aria-label={t.common.moreActions(name)}
        icon={<Ellipsis size={17} aria-hidden />}
      />
    </Dropdown>
  );
}
