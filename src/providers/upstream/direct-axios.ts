import {
  Axios,
  type AxiosAdapter,
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';

/**
 * An axios instance whose requests go straight to its adapter as long as nobody has added an interceptor. axios would merge
 * each with its defaults and normalise headers that are ours already, which costs twice what the adapter does
 * (docs/decisions/0003-axios-over-undici.md).
 */
export class DirectAxios extends Axios {
  private isDirect = true;

  constructor(private readonly adapter: AxiosAdapter) {
    super({ adapter, headers: {}, transformRequest: [], transformResponse: [], validateStatus: null });
    const { request, response } = this.interceptors;
    for (const manager of [request, response] as { use: (...args: never[]) => number }[]) {
      const use = manager.use.bind(manager);
      manager.use = (...args) => {
        this.isDirect = false;
        return use(...args);
      };
    }
  }

  override request<Data, Response = AxiosResponse<Data>>(config: AxiosRequestConfig): Promise<Response> {
    if (!this.isDirect) return super.request(config) as Promise<Response>;
    return this.adapter(config as InternalAxiosRequestConfig) as Promise<Response>;
  }
}
