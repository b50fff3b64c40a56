// The whole function: settings are its variables (LOGFLOW_NODE, LOGFLOW_SIGV4, …).
export { handler } from 'logflow/lambda';
