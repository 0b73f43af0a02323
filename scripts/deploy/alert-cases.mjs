const REPLICA = 'namespace="gateways",job="bailian-gateway",instance="10.0.0.1:9464"';
const requests = (status) => `gateway_request_duration_seconds_count{${REPLICA},status_class="${status}"}`;
const attempts = (outcome) =>
  `gateway_upstream_attempts_total{${REPLICA},provider="bailian",model="qwen-plus",outcome="${outcome}"}`;
const errors = (code) => `gateway_upstream_errors_total{${REPLICA},provider="bailian",code="${code}"}`;
const firstChunk = (bound) =>
  `gateway_time_to_first_chunk_seconds_bucket{${REPLICA},provider="bailian",model="qwen-plus",le="${bound}"}`;
const config = (replica, version) =>
  `gateway_config_info{namespace="gateways",job="bailian-gateway",instance="${replica}",version="${version}"}`;

/** For each alert series that let it fire, and the nearest that do not, in promtool's notation with a step of a minute. */
export const ALERT_CASES = {
  GatewayDown: {
    fires: { [`up{${REPLICA}}`]: '1x2 0x30' },
    quiet: { [`up{${REPLICA}}`]: '1x20 0x1 1x10', 'up{job="another"}': '0x30' },
  },
  GatewayNotReady: {
    fires: { [`gateway_ready{${REPLICA}}`]: '1x2 0x30' },
    quiet: { [`gateway_ready{${REPLICA}}`]: '0x3 1x30' },
  },
  GatewayErrorsHigh: {
    fires: { [requests('2xx')]: '0+90x30', [requests('5xx')]: '0+10x30' },
    quiet: { [requests('2xx')]: '0+97x30', [requests('5xx')]: '0+3x30', [requests('4xx')]: '0+90x30' },
  },
  GatewayProviderDegraded: {
    fires: { [`gateway_provider_up{${REPLICA},provider="bailian"}`]: '0x30' },
    quiet: { [`gateway_provider_up{${REPLICA},provider="bailian"}`]: '1x26 0x4' },
  },
  GatewayUpstreamFailing: {
    fires: { [attempts('completed')]: '0+70x30', [attempts('failed')]: '0+30x30' },
    quiet: {
      [attempts('completed')]: '0+90x30',
      [attempts('failed')]: '0+10x30',
      [attempts('abandoned')]: '0+9x30',
    },
  },
  GatewayUpstreamRefusesAccount: {
    fires: { [errors('upstream_arrears')]: '0x25 1x5' },
    quiet: { [errors('upstream_error')]: '0+5x30', [errors('upstream_auth')]: '3x30' },
  },
  GatewayUpstreamLimited: {
    fires: { [attempts('completed')]: '0+80x30', [errors('rate_limit_exceeded')]: '0+20x30' },
    quiet: { [attempts('completed')]: '0+99x30', [errors('rate_limit_exceeded')]: '0+1x30' },
  },
  GatewayFirstChunkSlow: {
    fires: {
      [firstChunk('30')]: '0+50x30',
      [firstChunk('60')]: '0+100x30',
      [firstChunk('+Inf')]: '0+100x30',
    },
    quiet: {
      [firstChunk('10')]: '0+99x30',
      [firstChunk('30')]: '0+100x30',
      [firstChunk('+Inf')]: '0+100x30',
    },
  },
  GatewayStoreDown: {
    fires: { [`gateway_store_up{${REPLICA}}`]: '1x20 0x10' },
    quiet: { [`gateway_store_up{${REPLICA}}`]: '1x20 0x0 1x10' },
  },
  GatewayEventLoopBlocked: {
    fires: {
      [`nodejs_eventloop_lag_p99_seconds{${REPLICA}}`]: '0.4x30',
      [`gateway_ready{${REPLICA}}`]: '1x30',
    },
    quiet: {
      [`nodejs_eventloop_lag_p99_seconds{${REPLICA}}`]: '0.02x30',
      [`gateway_ready{${REPLICA}}`]: '1x30',
      'nodejs_eventloop_lag_p99_seconds{job="another",instance="x"}': '9x30',
    },
  },
  GatewayConfigurationRefused: {
    fires: { [`gateway_config_last_reload_successful{${REPLICA}}`]: '1x20 0x10' },
    quiet: { [`gateway_config_last_reload_successful{${REPLICA}}`]: '0x3 1x30' },
  },
  GatewayConfigurationDiffers: {
    fires: { [config('a', 'one')]: '1x30', [config('b', 'two')]: '1x30' },
    quiet: { [config('a', 'one')]: '1x30', [config('b', 'one')]: '1x30' },
  },
};
