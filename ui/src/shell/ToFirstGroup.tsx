// Leads from an address without a group to the home of the group that was used last.
import { Navigate } from 'react-router';
import { chooseGroup, groupPath } from './current-group';
import { useMe } from './me';
import { NoGroup } from './NoGroup';

export function ToFirstGroup() {
  const group = chooseGroup(useMe().groups, undefined);
  return group ? <Navigate to={groupPath(group, 'home')} replace /> : <NoGroup />;
}
