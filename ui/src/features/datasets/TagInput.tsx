// Free tags: typed one after the other, taken away one by one.
import { t } from '../../messages/files';
import { Select } from '../../ui/Select';
import './datasets.css';

type Props = {
  value: string[];
  onChange: (tags: string[]) => void;
  // What Field gives to its input.
  id?: string;
  status?: 'error' | '';
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-label'?: string;
};

export function TagInput({ value, onChange, ...rest }: Props) {
  return (
    <Select<string[]>
      mode="tags"
      className="tag-input"
      open={false}
      suffixIcon={null}
      tokenSeparators={[',', ' ']}
      placeholder={t.datasets.tagsPlaceholder}
      value={value}
      onChange={(tags) => onChange([...new Set(tags.map((tag) => tag.trim()).filter(Boolean))])}
      {...rest}
    />
  );
}
