import { IsOptional, IsString } from 'class-validator';
import type { Labels } from '../../accounts/account-columns.js';
import type { LimitsBody } from '../fields/convert-limits.js';
import { IsLabels } from '../fields/is-labels.decorator.js';
import { IsLimits } from '../fields/is-limits.decorator.js';
import { IsName } from '../fields/is-name.decorator.js';

export class CreateOrganisationDto {
  @IsName()
  name: string = undefined as unknown as string;

  @IsOptional()
  @IsLabels()
  labels?: Labels | null = undefined;
}

export class UpdateOrganisationDto {
  @IsOptional()
  @IsName()
  name?: string = undefined;

  @IsOptional()
  @IsLabels()
  labels?: Labels | null = undefined;
}

export class CreateTeamDto extends CreateOrganisationDto {
  @IsOptional()
  @IsString({ message: 'organisation_id must be the id of an organisation' })
  organisation_id?: string | null = undefined;

  @IsOptional()
  @IsLimits()
  limits?: LimitsBody | null = undefined;
}

export class UpdateTeamDto extends UpdateOrganisationDto {
  @IsOptional()
  @IsLimits()
  limits?: LimitsBody | null = undefined;
}

export class LimitsDto {
  @IsLimits()
  limits: LimitsBody = undefined as unknown as LimitsBody;
}
