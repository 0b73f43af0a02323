import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import type { Labels } from '../../accounts/account-columns.js';
import type { Role } from '../../contracts/principal.js';
import type { RouteGroup } from '../../contracts/route-group.js';
import type { LimitsBody } from '../fields/convert-limits.js';
import { IsExpiry } from '../fields/is-expiry.decorator.js';
import { IsLabels } from '../fields/is-labels.decorator.js';
import { IsLimits } from '../fields/is-limits.decorator.js';
import { IsModelPatterns, IsRouteGroups } from '../fields/is-list-of.decorators.js';
import { IsName } from '../fields/is-name.decorator.js';

const ROLES = ['administrator', 'manager', 'member'] as const;
const ROLE = { message: `role must be one of ${ROLES.join(', ')}` };
const LONGEST_OVERLAP = 30 * 24 * 3_600;
const OVERLAP = { message: `overlap_seconds must be a whole number from 0 to ${LONGEST_OVERLAP}` };

/** What a key may have; null is as if it were absent, and in a change takes away. */
class KeyBody {
  @IsOptional()
  @IsModelPatterns()
  models?: string[] | null = undefined;

  @IsOptional()
  @IsRouteGroups()
  routes?: RouteGroup[] | null = undefined;

  @IsOptional()
  @IsExpiry()
  expires_at?: number | string | null = undefined;

  @IsOptional()
  @IsLimits()
  limits?: LimitsBody | null = undefined;

  @IsOptional()
  @IsLabels()
  labels?: Labels | null = undefined;
}

export class CreateKeyDto extends KeyBody {
  @IsString({ message: 'team_id must be the id of a team' })
  team_id: string = undefined as unknown as string;

  @IsName()
  name: string = undefined as unknown as string;

  @IsIn(ROLES, ROLE)
  role: Role = undefined as unknown as Role;
}

export class UpdateKeyDto extends KeyBody {
  @IsOptional()
  @IsName()
  name?: string = undefined;

  @IsOptional()
  @IsIn(ROLES, ROLE)
  role?: Role = undefined;

  @IsOptional()
  @IsBoolean({ message: 'disabled must be true or false' })
  disabled?: boolean = undefined;
}

export class RotateKeyDto {
  @IsOptional()
  @Max(LONGEST_OVERLAP, OVERLAP)
  @Min(0, OVERLAP)
  @IsInt(OVERLAP)
  overlap_seconds?: number | null = undefined;
}
