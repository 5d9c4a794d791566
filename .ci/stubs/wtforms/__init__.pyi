from wtforms import validators as validators
from wtforms import widgets as widgets
from wtforms.fields import *
from wtforms.form import Form as Form
from wtforms.validators import ValidationError as ValidationError
