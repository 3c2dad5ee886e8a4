// The two tabs of an object of the catalogue: its settings and its history.
import { t } from '../../messages/admin';
import { LinkTabs } from '../../ui/LinkTabs';

export function SettingsTabs({ label, history }: { label: string; history: boolean }) {
  return (
    <LinkTabs
      label={label}
      tabs={[
        { to: '.', label: t.admin.settings, current: !history },
        { to: '?tab=history', label: t.admin.history, current: history },
      ]}
    />
  );
}
