# The room of discipline.

discipline = Kỷ luật đảng viên
discipline-text = Mỗi đảng viên tính một lần trong một năm. Danh sách tên là hồ sơ riêng của kiểm tra: mỗi lần mở được ghi vào nhật ký.
discipline-table = Theo năm ký quyết định
discipline-list = Danh sách
discipline-open = Mở danh sách
discipline-of = Kỷ luật năm { $year }
discipline-noted = Lần mở này đã được ghi vào nhật ký.
discipline-none = Năm này không có quyết định nào trong phạm vi của anh chị.
discipline-decisions = Quyết định, theo ngày ký
discipline-form = Hình thức
discipline-signed = Ngày ký
discipline-form-reprimand = Khiển trách
discipline-form-warning = Cảnh cáo
discipline-form-dismissal = Cách chức
discipline-form-expulsion = Khai trừ
disciplined = Bị kỷ luật
year = Năm
rate = Tỷ lệ
