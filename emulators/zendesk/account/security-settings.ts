/** Security settings (https://developer.zendesk.com/api-reference/ticketing/account-configuration/security_settings/). */
import type { App } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { json } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import { policyOf } from '../tenant/password-policy.ts';

export function addSecuritySettingsRoute(app: App, tenant: Tenant): void {
  app.get('/api/v2/security_settings', (c) => {
    authorize(c, tenant, { access: 'read', resource: 'security' }, ['admin']);
    return json(tenant, 200, { security_settings: settings(tenant) });
  });
}

function settings({ options }: Tenant): Record<string, unknown> {
  const policy = policyOf(options.passwordPolicy);
  const strict = options.passwordPolicy !== 'low';
  const shared = {
    google_login: false,
    office_365_login: false,
    primary_external_auth: null,
    remote_login: false,
    security_policy_id: policy.id,
    security_policy_name: options.passwordPolicy,
    sso_auto_redirect: false,
  };
  return {
    admins_can_set_user_passwords: options.adminsCanSetUserPasswords,
    agent_session_timeout: 480,
    assumable: false,
    assumable_account_type: false,
    assumption_duration: 'off',
    assumption_expiration: null,
    authentication: {
      agent: {
        ...shared,
        enforce_sso: options.enforceSso,
        office_365_allowed_tids: '',
        office_365_enforce_tid: false,
        password: {
          disallow_local_part_from_email: options.passwordPolicy === 'recommended',
          failed_attempts_allowed: policy.failedAttemptsAllowed,
          is_available: options.zendeskLogin,
          max_sequence: null,
          password_complexity: strict ? 2 : 0,
          password_duration: options.passwordPolicy === 'high' ? 90 : 0,
          password_history_length: policy.historyLength,
          password_in_mixed_case: strict,
          password_length: policy.minimumLength,
        },
        remote_bypass: 2,
        remote_bypass_name: 'admins',
        two_factor_enforce: options.twoFactorEnforce,
        zendesk_login: options.zendeskLogin,
      },
      end_user: {
        ...shared,
        enforce_sso: false,
        facebook_login: false,
        twitter_login: false,
        zendesk_login: options.endUserLogin,
      },
    },
    csp_blocking_enabled: true,
    email_agent_when_sensitive_fields_changed: true,
    end_user_session_timeout: 480,
    ip: {
      enable_agent_ip_restrictions: options.ipRestriction === 'agents',
      ip_ranges: options.ipRanges,
      ip_restriction_enabled: options.ipRestriction !== 'off',
    },
    maximum_session_duration: 720,
    maximum_session_duration_enabled: true,
    mobile_app_access: true,
    mobile_app_session_timeout: 300,
    two_factor_last_update: null,
  };
}
