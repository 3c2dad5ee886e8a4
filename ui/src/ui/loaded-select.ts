// What Select loads.
export { Select } from 'antd';
