// Narrows the audit log to one person, found by searching the server.
import { t } from '../../messages/admin';
import type { ListState } from '../../ui/list-state';
import { useUserSearch } from '../admin/search';
import { Select } from '../../ui/Select';

export function ActorFilter({ list }: { list: ListState }) {
  const { options, searching, onSearch } = useUserSearch();
  return (
    <Select<string>
      className="filter"
      aria-label={t.audit.actor}
      placeholder={t.common.any(t.audit.actor)}
      style={{ width: 168 }}
      allowClear
      popupMatchSelectWidth={false}
      showSearch={{ filterOption: false, onSearch }}
      loading={searching}
      notFoundContent={searching ? t.common.loading : t.admin.noMatches}
      value={list.filter('actor') ?? null}
      onChange={(value: string | null) => list.setFilter('actor', value ?? undefined)}
      options={options.map(({ sub, label }) => ({ value: sub, label: sub === label ? label : `${label} (${sub})` }))}
    />
  );
}
