// The tags of a dataset.
import { t } from '../../messages/files';
import { Tag } from '../../ui/Tag';
import './datasets.css';

export function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return <span className="dim">{t.common.none}</span>;
  return (
    <span className="tags" title={tags.join(', ')}>
      {tags.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </span>
  );
}
