// What Select loads.
export { Select as default } from 'antd';
