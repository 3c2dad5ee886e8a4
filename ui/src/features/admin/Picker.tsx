// Chooses several of many: the server is searched while one types, since there may be thousands.

import { t } from '../../messages/admin';
import type { Choice } from './relation';
import { Select } from '../../ui/Select';

export type Option = Choice & { sub?: string };

type Props = {
  value: Choice[];
  onChange: (value: Choice[]) => void;
  options: Option[];
  searching: boolean;
  onSearch: (keyword: string) => void;
  placeholder: string;
  // What Field gives to its input.
  id?: string;
  status?: 'error' | '';
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-label'?: string;
};

export function Picker({ options, searching, onSearch, value, onChange, ...rest }: Props) {
  return (
    <Select<Choice[], Option>
      mode="multiple"
      labelInValue
      className="picker"
      showSearch={{ filterOption: false, onSearch }}
      options={options}
      loading={searching}
      notFoundContent={searching ? t.common.loading : t.admin.noMatches}
      optionRender={({ data }) => (
        <span className="cell2">
          <span className="trunc">{data.label}</span>
          {data.sub && <span className="sub mono trunc">{data.sub}</span>}
        </span>
      )}
      value={value}
      onChange={(chosen) => onChange(chosen.map(({ value: id, label }) => ({ value: id, label })))}
      {...rest}
    />
  );
}
