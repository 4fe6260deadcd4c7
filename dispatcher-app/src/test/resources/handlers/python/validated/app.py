"""Reads events into a model, whose checks are compiled code of a layer."""
from datetime import date

from pydantic import BaseModel, Field, ValidationError


class Booking(BaseModel):
    seats: int = Field(gt=0)
    day: date


def handler(event, context):
    try:
        booking = Booking.model_validate(event)
    except ValidationError as error:
        return {"errors": [".".join(map(str, each["loc"])) for each in error.errors()]}
    return booking.model_dump(mode="json")
