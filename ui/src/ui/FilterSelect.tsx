// One filter of a list, as a select whose empty state says "State: any".

import { t } from '../messages/en';
import type { ListState } from './list-state';
import { Select } from './Select';

type Props = {
  list: ListState;
  /** Parameter of the address. */
  name: string;
  label: string;
  width: number;
  options: { value: string; label: string }[];
};

export function FilterSelect({ list, name, label, width, options }: Props) {
  return (
    <Select<string>
      className="filter"
      aria-label={label}
      placeholder={t.common.any(label)}
      style={{ width }}
      allowClear
      popupMatchSelectWidth={false}
      value={list.filter(name) ?? null}
      onChange={(value: string | null) => list.setFilter(name, value ?? undefined)}
      options={options}
    />
  );
}
