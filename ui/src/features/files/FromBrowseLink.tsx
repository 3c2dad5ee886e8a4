// Links of earlier versions: /browse/<path> is /files/<path> now.
import { Navigate, useLocation } from 'react-router';
import { useGroup, groupPath } from '../../shell/current-group';
import { encodePath, pathInAddress } from './path';

export function FromBrowseLink() {
  const group = useGroup();
  const { pathname } = useLocation();
  const path = pathInAddress(pathname, groupPath(group, 'browse'));
  return <Navigate to={groupPath(group, `files${encodePath(path)}`)} replace />;
}
