// The groups of a row: all, the first two by name with the number of the others, or a warning that there is none.
import { Tooltip } from 'antd';
import { TriangleAlert } from 'lucide-react';
import { t } from '../../messages/admin';
import { Tag } from '../../ui/Tag';
import { groupChoices } from './relation';

type Props = {
  global?: boolean | null;
  groups?: readonly ({ id: string; name: string; displayName?: string | null } | null)[] | null;
  /** What it means to be in no group. */
  none?: string;
};

const SHOWN = 2;

export function GroupNames({ global, groups, none = t.admin.noGroups }: Props) {
  if (global) return <span className="dim2">{t.admin.allGroups}</span>;
  const names = groupChoices(groups).map(({ label }) => label);
  if (names.length === 0) {
    return (
      <span className="row t-warn">
        <TriangleAlert size={14} aria-hidden />
        {none}
      </span>
    );
  }
  const shown = names.slice(0, SHOWN).join(', ');
  const others = names.slice(SHOWN);
  return (
    <span className="row">
      <span className="trunc" title={shown}>
        {shown}
      </span>
      {others.length > 0 && (
        <Tooltip title={others.join(', ')}>
          <span>
            <Tag>{t.admin.moreOf(others.length)}</Tag>
          </span>
        </Tooltip>
      )}
    </span>
  );
}
